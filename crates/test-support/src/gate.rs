//! A way to a service that can be shut, narrowed or cut, so that what goes wrong on the way is real.

use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Everything.
    Open,
    /// Nothing: whoever comes is sent away, and whoever is there is cut off.
    Shut,
    /// Whoever comes is let in, and nothing moves.
    Stuck,
    /// So many bytes of each answer; then it is cut off.
    Cut(usize),
}

/// A port that leads to another one.
pub struct Gate {
    /// `127.0.0.1:port`
    pub address: String,
    flow: watch::Sender<Flow>,
    passed: Arc<Mutex<u64>>,
}

impl Gate {
    /// Opens a way to an address.
    ///
    /// # Panics
    /// When there is no port for it.
    pub async fn to(target: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let (flow, _) = watch::channel(Flow::Open);
        let (target, watched, passed) = (target.to_owned(), flow.clone(), Arc::new(Mutex::new(0)));
        let count = passed.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                *count.lock().unwrap_or_else(PoisonError::into_inner) += 1;
                tokio::spawn(pass(socket, target.clone(), watched.subscribe()));
            }
        });
        Self { address, flow, passed }
    }

    /// Lets something else through from now on.
    pub fn set(&self, flow: Flow) {
        self.flow.send_replace(flow);
    }

    /// How many connections came.
    #[must_use]
    pub fn connections(&self) -> u64 {
        *self.passed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Passes bytes both ways until the way changes or one end closes.
async fn pass(client: TcpStream, target: String, mut flow: watch::Receiver<Flow>) {
    let now = *flow.borrow_and_update();
    let passing = async {
        let most = match now {
            Flow::Shut => return,
            Flow::Stuck => return std::future::pending().await,
            Flow::Open => usize::MAX,
            Flow::Cut(bytes) => bytes,
        };
        let Ok(server) = TcpStream::connect(&target).await else { return };
        let (mut from_client, mut to_client) = client.into_split();
        let (from_server, mut to_server) = server.into_split();
        let there = async {
            // An end that closes is all there is to know.
            let _ = tokio::io::copy(&mut from_client, &mut to_server).await;
            let _ = to_server.shutdown().await;
        };
        let back = async {
            let _ = tokio::io::copy(&mut from_server.take(most as u64), &mut to_client).await;
            let _ = to_client.shutdown().await;
        };
        tokio::select! {
            () = back => {}
            () = async { there.await; std::future::pending::<()>().await } => {}
        }
    };
    tokio::select! {
        () = passing => {}
        _ = flow.changed() => {}
    }
}
