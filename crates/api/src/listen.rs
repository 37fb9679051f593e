//! Connections: so many at once, none of which may dawdle.

mod taken;

use crate::door::Limits;
use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Version;
use axum::http::header::HOST;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use taken::Taken;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tower::ServiceExt;

/// The most bytes of a request's head, of which a query by `GET` is part.
const HEAD_BYTES: usize = 64 * 1024;

/// How long to wait when the machine has no more file handles.
const EXHAUSTED: Duration = Duration::from_millis(50);

/// How many connections wait to be accepted, as far as the system lets them.
const BACKLOG: u32 = 4_096;

/// Noted on a request that does not say which host it is for, or says several: HTTP/1.1 demands exactly one
/// (RFC 9112, 3.2), and whoever stands before us may have taken another one.
#[derive(Clone, Copy, Debug)]
pub struct WithoutHost;

/// Begins to listen.
///
/// # Errors
/// The address is taken, or not of this machine.
pub fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // A program that is started anew need not wait for the connections of the one before.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Answers connections until `stop` is over, then those that are being answered.
pub async fn serve(listener: TcpListener, router: Router, limits: &Limits, stop: impl Future<Output = ()>) {
    // Gone when the server stops.
    let (stopping, _) = watch::channel(());
    let most = usize::try_from(limits.limit_connections).unwrap_or(usize::MAX).min(Semaphore::MAX_PERMITS);
    let places = Arc::new(Semaphore::new(most));
    let idle = Duration::from_secs(limits.limit_head_seconds);
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(idle).max_buf_size(HEAD_BYTES);
    let shared = Shared { http, graceful: GracefulShutdown::new(), router, idle };
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, peer)) => match Arc::clone(&places).try_acquire_owned() {
                Ok(place) => {
                    // Answers are written in one go; waiting for more to send only makes them late.
                    let _ = stream.set_nodelay(true);
                    tokio::spawn(shared.meet(stream, peer, place, stopping.subscribe()));
                }
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
    drop((listener, stopping));
    shared.graceful.shutdown().await;
}

/// What connections share.
struct Shared {
    http: http1::Builder,
    graceful: GracefulShutdown,
    router: Router,
    idle: Duration,
}

impl Shared {
    /// Waits until a client sends something, and answers it then. Who has not sent anything yet takes little memory, and is
    /// not waited for when the server stops.
    fn meet(
        &self,
        stream: TcpStream,
        peer: SocketAddr,
        place: OwnedSemaphorePermit,
        mut stopping: watch::Receiver<()>,
    ) -> impl Future<Output = ()> + Send + use<> {
        let (http, watcher, router, idle) =
            (self.http.clone(), self.graceful.watcher(), self.router.clone(), self.idle);
        async move {
            let mut first = [0];
            let begins = tokio::select! {
                sent = tokio::time::timeout(idle, stream.peek(&mut first)) => matches!(sent, Ok(Ok(1))),
                _ = stopping.changed() => false,
            };
            if begins {
                answer(Taken::new(stream, idle), peer, router, (&http, watcher)).await;
            }
            drop(place);
        }
    }
}

/// All of a connection, in memory of its own: it is much more than what waits for it takes.
fn answer(
    stream: Taken,
    peer: SocketAddr,
    router: Router,
    (http, watcher): (&http1::Builder, Watcher),
) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    let service = router.map_request(move |mut request: hyper::Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        let hosts = request.headers().get_all(HOST).iter().count();
        if hosts > 1 || (hosts == 0 && request.version() == Version::HTTP_11) {
            request.extensions_mut().insert(WithoutHost);
        }
        request.map(axum::body::Body::new)
    });
    let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    let connection = watcher.watch(connection);
    Box::pin(async move {
        // Clients go away in the middle of things; that is theirs to do.
        let _ = connection.await;
    })
}
