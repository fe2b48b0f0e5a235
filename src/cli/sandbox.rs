//! stub
#[derive(Debug, clap::Args)]
pub(super) struct SandboxArgs {}
pub(super) fn run(_: &SandboxArgs) -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
