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
    /// Whoever comes is let in, and nothing moves. Whoever is there is cut off.
    Stuck,
    /// Nothing moves, for whoever comes and whoever is there; all of it goes on when the way is open again.
    Frozen,
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

/// Passes bytes both ways until the way changes or one end closes. Where it was only frozen, it then goes on.
async fn pass(client: TcpStream, target: String, mut flow: watch::Receiver<Flow>) {
    let now = thawed(&mut flow).await;
    let most = match now {
        Flow::Shut | Flow::Frozen => return,
        Flow::Stuck => {
            // Until something else is let through.
            let _ = flow.changed().await;
            return;
        }
        Flow::Open => usize::MAX,
        Flow::Cut(bytes) => bytes,
    };
    let Ok(server) = TcpStream::connect(&target).await else { return };
    let (from_client, mut to_client) = client.into_split();
    let (from_server, mut to_server) = server.into_split();
    let there = async {
        carry(from_client, &mut to_server, usize::MAX, flow.clone()).await;
        // An end that closes is all there is to know.
        let _ = to_server.shutdown().await;
        std::future::pending::<()>().await;
    };
    let back = async {
        carry(from_server, &mut to_client, most, flow.clone()).await;
        let _ = to_client.shutdown().await;
    };
    let cut = async {
        let mut flow = flow.clone();
        // The gate itself is gone when this fails.
        let _ = flow.wait_for(|flow| *flow != now && *flow != Flow::Frozen).await;
    };
    tokio::select! {
        () = there => {}
        () = back => {}
        () = cut => {}
    }
}

/// What goes through once anything does.
async fn thawed(flow: &mut watch::Receiver<Flow>) -> Flow {
    flow.wait_for(|flow| *flow != Flow::Frozen).await.map_or(Flow::Shut, |flow| *flow)
}

/// Carries up to so many bytes, as long as nothing is frozen.
async fn carry(
    mut from: impl AsyncReadExt + Unpin,
    to: &mut (impl AsyncWriteExt + Unpin),
    most: usize,
    mut flow: watch::Receiver<Flow>,
) {
    let (mut left, mut block) = (most, vec![0; 16 * 1024]);
    while left > 0 {
        let wanted = left.min(block.len());
        let Ok(read @ 1..) = from.read(&mut block[..wanted]).await else { return };
        thawed(&mut flow).await;
        if to.write_all(&block[..read]).await.is_err() {
            return;
        }
        left -= read;
    }
}
