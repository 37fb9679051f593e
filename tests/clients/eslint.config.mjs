// What GraphQL's own linter says about the schema; `scripts/test` runs it from the top of the project.
import graphql from "@graphql-eslint/eslint-plugin";

// Types without an identity of their own: they are read with what holds them and never asked for alone, so an `id`
// would name nothing. A new type is not among them by itself: it has an `id`, or it is added here.
const values = [
  // Measures, counts and periods: equal ones are the same.
  ...["Capacity", "Completeness", "Coordinates", "Cost", "Figure", "MeetingTime", "MemberCount", "Money"],
  ...["OpeningHours", "Schedule", "Season", "Votes"],
  // Parts of one object, replaced together with it.
  ...["AdaptedFrom", "AgendaItem", "AlternateName", "Audience", "Counselling", "DeliveryLanguage", "Document"],
  ...["ExternalId", "FundingLine", "MeetingParticipant", "Origin", "PollOption", "PollVote", "PublicTransportStop"],
  ...["Resource", "Reuse", "Room", "TaughtLanguage", "Tutoring"],
  // Texts, as they are to be shown.
  ...["Credit", "LocalizedText", "TranslatedField", "Translation", "TranslationProgress"],
  // What was found, and how what somebody types may go on: made anew for each search.
  ...["SearchSnippet", "Suggestion", "TextRange"],
  // A table that is counted anew each time, and figures that stand in it.
  ...["Coverage", "CoverageCell", "CoverageGap", "CoverageLine", "CoverageRow", "ReferenceFigure"],
  // Official tables and vocabularies: `tag`, `key` or `code` is what the rest of the world calls the entry.
  ...["Language", "Municipality", "OfferKind"],
  // Made anew for each answer out of what has been counted.
  ...["CountyFacet", "LanguageFacet", "MemberFacet", "MunicipalityFacet", "OfferFacets", "OfferKindFacet"],
  ...["OrganisationFacet", "ParticipationLanguage", "ParticipationMunicipality", "ParticipationProjects"],
  ...["ParticipationReport", "ParticipationSeats"],
  // Made anew for each answer out of what happened, and of what the reader may do.
  ...["AvailableAction", "FieldChange", "HistoryEntry", "Revision", "UserError", "TranslationTask", "ViewerTask"],
  // Where a page lies in its list: Relay gives it no `id`.
  "PageInfo",
  // A name only: an `id` would let readers recognise the person elsewhere.
  "Person",
  // Secrets of one session; what they belong to is never told.
  "Tokens",
];

export default [
  {
    files: ["**/*.graphql"],
    plugins: { "@graphql-eslint": graphql },
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: "schema.graphql" } },
    },
    rules: {
      ...graphql.configs["flat/schema-recommended"].rules,
      ...graphql.configs["flat/schema-relay"].rules,
      // Short lists that are always read whole, such as the languages of an offer, need no pages.
      "@graphql-eslint/relay-edge-types": ["error", { listTypeCanWrapOnlyEdgeType: false }],
      // Envelopes (a mutation's answer, a page, an entry of a page) and values have no identity of their own.
      "@graphql-eslint/strict-id-in-types": [
        "error",
        { exceptions: { suffixes: ["Payload", "Connection", "Edge"], types: values } },
      ],
    },
  },
];
