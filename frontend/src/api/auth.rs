//! Signing in and out.

use super::{Api, ApiError, Call, answer, read};
use dto::account::{LoginRequest, SessionView, SignInMethods};
use dto::paths;

impl Api {
    pub(crate) async fn sign_in(self, request: &LoginRequest) -> Result<(), ApiError> {
        let content = answer(Call::post(paths::LOGIN).body(request).send(None, false).await?).await?;
        self.session.open(read::<SessionView>(&content)?);
        Ok(())
    }

    /// Signed out here whatever the server says: the person must be able to leave a shared computer. Calls that are made
    /// meanwhile are not sent any more; they would only be refused.
    pub(crate) async fn sign_out(self) -> Result<(), ApiError> {
        let token = self.session.take_token();
        let sent = Call::post(paths::LOGOUT).send(token.as_deref(), true).await;
        self.session.close();
        answer(sent?).await.map(|_| ())
    }

    pub(crate) async fn sign_in_methods(self) -> Result<SignInMethods, ApiError> {
        let content = answer(Call::get(paths::PROVIDERS).send(None, false).await?).await?;
        read(&content)
    }
}
