// Starts GraphiQL against the API of the same origin. A file of its own, so that the page gets by
// with a Content-Security-Policy that allows no inline script.
(function () {
  'use strict';

  var defaultQuery = [
    '{',
    '  offers(first: 5, filter: { kind: ["TUTORING"] }) {',
    '    nodes {',
    '      title(languages: ["tr", "de"]) { value language direction isFallback }',
    '      organisation { name }',
    '    }',
    '  }',
    '}',
    '',
  ].join('\n');

  // Queries and mutations only, each answered by one JSON document.
  var fetcher = GraphiQL.createFetcher({
    url: '/graphql',
    enableIncrementalDelivery: false,
  });

  // GraphiQL keeps headers with the query history. In the session storage an access token typed
  // into the headers editor is gone when the tab is closed.
  var graphiql = React.createElement(
    GraphiQL,
    {
      fetcher: fetcher,
      defaultQuery: defaultQuery,
      defaultEditorToolsVisibility: 'headers',
      isHeadersEditorEnabled: true,
      shouldPersistHeaders: false,
      showPersistHeadersSettings: false,
      storage: window.sessionStorage,
    },
    React.createElement(GraphiQL.Logo, null, 'Miteinander')
  );

  ReactDOM.createRoot(document.getElementById('graphiql')).render(graphiql);
})();
