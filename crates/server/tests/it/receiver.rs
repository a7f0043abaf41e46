//! A receiver of webhooks that keeps what comes.

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data, Path};
use actix_web::{HttpRequest, HttpResponse, HttpServer, web};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// A call that came.
#[derive(Debug, Clone)]
pub(crate) struct Came {
    pub(crate) path: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
    pub(crate) at: Instant,
}

/// A receiver on loopback. What it answers depends on the path: `/200/…`, `/500/…`, `/hang/…`, `/big/…`, `/away/…`.
pub(crate) struct Receiver {
    pub(crate) url: String,
    calls: Arc<Mutex<Vec<Came>>>,
    count: watch::Receiver<usize>,
}

struct Log {
    calls: Arc<Mutex<Vec<Came>>>,
    count: watch::Sender<usize>,
    /// Where `/away` sends callers.
    own: String,
}

async fn receive(request: HttpRequest, path: Path<(String, String)>, body: Bytes, log: Data<Log>) -> HttpResponse {
    let text = |value: &actix_web::http::header::HeaderValue| value.to_str().unwrap_or_default().to_owned();
    let headers = request.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect();
    let body = String::from_utf8(body.to_vec()).unwrap_or_default();
    let came = Came { path: request.path().to_owned(), headers, body, at: Instant::now() };
    log.calls.lock().unwrap_or_else(PoisonError::into_inner).push(came);
    log.count.send_modify(|count| *count += 1);
    match path.0.as_str() {
        "hang" => std::future::pending().await,
        "big" => HttpResponse::Ok().body(vec![b'x'; 10 * 1024 * 1024]),
        "away" => HttpResponse::Found().insert_header(("location", format!("{}/canary/1", log.own))).finish(),
        status => {
            let status = status.parse::<u16>().ok().and_then(|status| StatusCode::from_u16(status).ok());
            HttpResponse::build(status.unwrap_or(StatusCode::NOT_FOUND)).finish()
        }
    }
}

impl Receiver {
    pub(crate) fn start() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let calls = Arc::new(Mutex::new(Vec::new()));
        let (sender, count) = watch::channel(0);
        let log = Data::new(Log { calls: calls.clone(), count: sender, own: url.clone() });
        let app =
            move || actix_web::App::new().app_data(log.clone()).route("/{answer}/{name}", web::post().to(receive));
        let server = HttpServer::new(app).workers(1).disable_signals().listen(listener).expect("a receiver").run();
        tokio::spawn(server);
        Self { url, calls, count }
    }

    /// What came to a path, once so many calls came there.
    pub(crate) async fn calls(&mut self, path: &str, wanted: usize) -> Vec<Came> {
        let waiting = async {
            loop {
                let found: Vec<_> = self.all().into_iter().filter(|came| came.path == path).collect();
                if found.len() >= wanted {
                    return found;
                }
                self.count.changed().await.expect("a receiver");
            }
        };
        tokio::time::timeout(Duration::from_secs(60), waiting).await.expect("calls")
    }

    pub(crate) fn all(&self) -> Vec<Came> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
