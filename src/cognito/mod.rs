//! How Cognito is talked to: connecting, calls, pacing, errors.
