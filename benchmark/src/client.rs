//! A client that costs little: HTTP/1.1 on one connection that stays open.

use crate::Failed;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection to a server.
pub struct Client {
    stream: TcpStream,
    received: Vec<u8>,
}

impl Client {
    pub async fn connect(address: &str) -> Result<Self, Failed> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, received: Vec::with_capacity(64 * 1024) })
    }

    /// Sends a request as it is and reads the body of the answer; anything but 200 is a failure.
    pub async fn asks(&mut self, request: &[u8]) -> Result<Vec<u8>, Failed> {
        self.stream.write_all(request).await?;
        self.received.clear();
        loop {
            if self.stream.read_buf(&mut self.received).await? == 0 {
                return Err("the server closed the connection".into());
            }
            let Some(end) = find(&self.received, b"\r\n\r\n") else { continue };
            let head = std::str::from_utf8(&self.received[..end])?.to_ascii_lowercase();
            let length: usize = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length:"))
                .ok_or("an answer without a length")?
                .trim()
                .parse()?;
            let body = end + 4;
            while self.received.len() < body + length {
                self.stream.read_buf(&mut self.received).await?;
            }
            if !head.starts_with("http/1.1 200") {
                return Err(String::from_utf8_lossy(&self.received).into_owned().into());
            }
            return Ok(self.received[body..body + length].to_vec());
        }
    }
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

/// A request with a JSON body.
pub fn post(path: &str, token: Option<&str>, body: &str) -> Vec<u8> {
    let token = token.map_or_else(String::new, |token| format!("Authorization: Bearer {token}\r\n"));
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: benchmark\r\nContent-Type: application/json\r\nAccept-Language: de\r\n{token}Content-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}
