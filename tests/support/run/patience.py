"""How long tests wait for what comes by itself: longer than a busy machine ever needs."""

import httpx

# httpx's own five seconds pass where every processor has ten processes waiting for it.
PATIENCE = httpx.Timeout(60)
