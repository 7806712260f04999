"""The session of a visitor, which only forms need: most requests bring no cookie, and get none."""

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin


class SessionWhereNeeded(SecureCookieSessionInterface):
    """Flask's own session, without its work for a request that has none and a view that asks for none."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session that the cookie holds; without any cookie a new one, with no signature to check."""
        return super().open_session(app, request) if "HTTP_COOKIE" in request.environ else self.session_class()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Put it into the answer, with the Vary that goes with it, where the view looked at it at all."""
        if session.accessed or session.modified:
            super().save_session(app, session, response)
