//! What may be logged.

/// Directives for `tracing_subscriber::filter::Targets` that let this crate log at `level` (`info`, `debug`,
/// …) while the SDK and the HTTP layers below it stay at warnings: their finer levels write whole
/// request and response bodies, and a describe's body holds the client secret. Take a level from a
/// person and nothing more: a directive of theirs for one of the SDK's modules would be more specific
/// than these, and win.
pub fn log_filter(level: &str) -> String {
    const WARNINGS: [&str; 9] = [
        "aws_config",
        "aws_credential_types",
        "aws_runtime",
        "aws_sdk_cognitoidentityprovider",
        "aws_sigv4",
        "aws_smithy_http",
        "aws_smithy_http_client",
        "aws_smithy_runtime_api",
        "aws_smithy_runtime",
    ];
    const QUIET: [&str; 7] = ["hyper", "hyper_util", "h2", "rustls", "tower", "aws_sdk_sso", "aws_sdk_sts"];
    let warnings = WARNINGS.iter().map(|target| format!("{target}=warn"));
    let quiet = QUIET.iter().map(|target| format!("{target}=error"));
    let first = ["warn".to_owned(), format!("cognitui={level}")];
    first.into_iter().chain(warnings).chain(quiet).collect::<Vec<_>>().join(",")
}
