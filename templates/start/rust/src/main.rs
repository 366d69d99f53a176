//! Serves the agent until it is told to stop.

use std::error::Error;
use std::future::Future;
use std::net::Ipv4Addr;

use {{ crate }}::{Settings, models};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let model = models::chat(&Settings::load()?)?;
    let port = std::env::var("PORT").map_or(Ok(8080), |port| port.parse())?;
    let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).await?;
    axum::serve(listener, agent::app(model))
        .with_graceful_shutdown(stopped()?)
        .await?;
    Ok(())
}

/// Ends when the process is asked to: by Ctrl-C, or as containers are.
fn stopped() -> std::io::Result<impl Future<Output = ()>> {
    let mut terminated = signal(SignalKind::terminate())?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
    })
}
