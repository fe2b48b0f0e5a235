//! Signing in again where a session ended; what is loaded and typed stays.

use super::{App, Command};
use crate::tasks::Failure;

impl App {
    /// Asks for the terminal to be lent to the AWS CLI's sign-in.
    pub(super) fn sign_in(&mut self) {
        if self.launch.sandbox {
            self.tell("The sandbox needs nobody to sign in.");
            return;
        }
        self.commands.push(Command::SignIn(self.launch.place.profile.clone()));
    }

    /// The person signed in, or did not: everything that failed gets another chance, or the reason stands.
    pub(super) fn signed_in(&mut self, signed_in: Result<(), Failure>) {
        match signed_in {
            Ok(()) => {
                self.forget_failures();
                self.connect();
            }
            Err(failure) => self.complain(&failure),
        }
    }
}
