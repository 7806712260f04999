"""The worker: takes messages from the outbox, hands them to deliveries, and keeps what became of them."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import NoResultFound

from app.cases.database import CaseBookUnavailable
from app.cases.deliveries.port import Delivered, DeliveryFailed, DeliveryRefused
from app.cases.enclosures import deliver_what_fits
from app.cases.models import OutboxState
from app.cases.outbox import Outbox, Parcel
from app.cases.routes import Routes

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
MARKING_TRIES = 4


@dataclass(frozen=True)
class Counts:
    """What one round did; `failed` are to be tried again."""

    delivered: int = 0
    failed: int = 0
    given_up: int = 0

    @property
    def total(self) -> int:
        """How many messages were taken."""
        return self.delivered + self.failed + self.given_up


def deliver_due(outbox: Outbox, routes: Routes, clock: Clock, limit: int = 20) -> Counts:
    """Sends up to `limit` messages that are due, one after the other, each outside any transaction.

    A worker that ends in the middle leaves a message that goes out again when its lease is over, under the same id.

    Raises: CaseBookUnavailable.
    """
    ends: list[OutboxState] = []
    while len(ends) < limit and (parcel := outbox.lease(clock())) is not None:
        ends.append(_settled(parcel, outbox, routes, clock))
    return Counts(
        delivered=ends.count(OutboxState.DELIVERED),
        failed=len(ends) - ends.count(OutboxState.DELIVERED) - ends.count(OutboxState.GIVEN_UP),
        given_up=ends.count(OutboxState.GIVEN_UP),
    )


def _settled(parcel: Parcel, outbox: Outbox, routes: Routes, clock: Clock) -> OutboxState:
    try:
        return _deliver(parcel, outbox, routes, clock)
    except NoResultFound:
        logger.warning("message %s was erased while it was sent", parcel.message_id)
        return OutboxState.GIVEN_UP


def _deliver(parcel: Parcel, outbox: Outbox, routes: Routes, clock: Clock) -> OutboxState:
    try:
        delivery, message = routes.route(parcel)
        delivered = deliver_what_fits(delivery, message)
    except DeliveryRefused as refused:
        state = outbox.refused(parcel, refused.detail, clock())
    except DeliveryFailed as failed:
        state = outbox.failed(parcel, failed.detail, clock(), failed.retry_after, is_desk_down=failed.is_desk_down)
    except Exception as error:  # noqa: BLE001 - a fault of ours must not lose the case: it is kept and tried again
        # Only the kind of the error is told: its text may hold what a customer typed.
        state = outbox.failed(parcel, f"unexpected {type(error).__name__}", clock())
    else:
        _keep_delivered(outbox, parcel, delivered, clock)
        state = OutboxState.DELIVERED
    level = logging.INFO if state == OutboxState.DELIVERED else logging.WARNING
    logger.log(level, "message %s, attempt %d: %s", parcel.message_id, parcel.attempt, state)
    return state


def _keep_delivered(outbox: Outbox, parcel: Parcel, delivered: Delivered, clock: Clock) -> None:
    if delivered.detail:
        logger.warning("message %s: %s", parcel.message_id, delivered.detail)
    # What is not kept is sent once more when the lease is over: worth waiting for a database that is held for a while.
    for _ in range(MARKING_TRIES - 1):
        try:
            outbox.delivered(parcel, delivered.remote_reference, clock(), delivered.detail)
        except CaseBookUnavailable:
            continue
        else:
            return
    outbox.delivered(parcel, delivered.remote_reference, clock(), delivered.detail)


def run_forever(
    outbox: Outbox,
    routes: Routes,
    clock: Clock,
    stop: threading.Event,
    wake: threading.Event,
    pause_seconds: float = 5,
) -> None:
    """Delivers until `stop` is set: at once when `wake` is set, and looks by itself each `pause_seconds`.

    To end it at once set `stop`, then `wake`. A database that cannot be used now is asked again after the pause.
    """
    while not stop.is_set():
        wake.clear()
        try:
            is_busy = deliver_due(outbox, routes, clock, limit=1).total > 0
        except CaseBookUnavailable as unavailable:
            logger.warning("the outbox cannot be read or written now: %s", unavailable.cause)
            is_busy = False
        except Exception as error:  # noqa: BLE001 - one fault must not end all deliveries of this process
            logger.error("deliveries stopped at a fault of their own: %s", type(error).__name__)  # noqa: TRY400
            is_busy = False
        if not is_busy:
            wake.wait(pause_seconds)


class DeliveryThread:
    """A worker inside the web process; `wake` tells it that something new waits."""

    def __init__(self, outbox: Outbox, routes: Routes, clock: Clock, pause_seconds: float = 5) -> None:
        self._stop = threading.Event()
        self._wake = threading.Event()
        work = (outbox, routes, clock, self._stop, self._wake, pause_seconds)
        self._thread = threading.Thread(target=run_forever, args=work, name="deliveries", daemon=True)

    def start(self) -> None:
        """Begins to deliver."""
        self._thread.start()

    def wake(self) -> None:
        """Has it look at once; returns at once."""
        self._wake.set()

    def stop(self, timeout_seconds: float = 5) -> None:
        """Ends it after the message that it is sending, waiting no longer than this."""
        self._stop.set()
        self._wake.set()
        self._thread.join(timeout_seconds)

    def is_alive(self) -> bool:
        """Whether it delivers; for the health of the site."""
        return self._thread.is_alive()
