"""What a reviewer's decision needs, from the services of the process."""

from resolvers.review.decide import Means
from schema.context import Info


def means_of(info: Info) -> Means:
    services = info.context.services
    return Means(
        registry=services.registry,
        notices=services.notices,
        account_notices=services.account_notices,
        open_life=services.settings.open_life,
    )
