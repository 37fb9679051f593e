//! Connections: so many at once, none of which may dawdle.

use crate::door::Limits;
use axum::Router;
use axum::extract::ConnectInfo;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt;

/// The most bytes of a request's head, of which a query by `GET` is part.
const HEAD_BYTES: usize = 64 * 1024;

/// How long to wait when the machine has no more file handles.
const EXHAUSTED: Duration = Duration::from_millis(50);

/// Answers connections until `stop` is over, then those that are being answered.
pub async fn serve(listener: TcpListener, router: Router, limits: &Limits, stop: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let most = usize::try_from(limits.limit_connections).unwrap_or(usize::MAX).min(Semaphore::MAX_PERMITS);
    let places = Arc::new(Semaphore::new(most));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(limits.limit_head_seconds))
        .max_buf_size(HEAD_BYTES);
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, peer)) => match Arc::clone(&places).try_acquire_owned() {
                Ok(place) => answer(stream, peer, place, (&http, &graceful, &router)),
                // Dropping the stream closes it.
                Err(_) => {
                    tracing::warn!("a connection was closed: there are {most} already (MITEINANDER_LIMIT_CONNECTIONS)")
                }
            },
            Err(error) => {
                tracing::error!(%error, "a connection was not accepted");
                tokio::time::sleep(EXHAUSTED).await;
            }
        }
    }
    drop(listener);
    graceful.shutdown().await;
}

fn answer(
    stream: TcpStream,
    peer: SocketAddr,
    place: OwnedSemaphorePermit,
    (http, graceful, router): (&http1::Builder, &GracefulShutdown, &Router),
) {
    // Answers are written in one go; waiting for more to send only makes them late.
    let _ = stream.set_nodelay(true);
    let service = router.clone().map_request(move |mut request: hyper::Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request.map(axum::body::Body::new)
    });
    let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    let connection = graceful.watch(connection);
    tokio::spawn(async move {
        // Clients go away in the middle of things; that is theirs to do.
        let _ = connection.await;
        drop(place);
    });
}
