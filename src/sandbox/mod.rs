//! An embedded Cognito below the SDK's HTTP connector.
