"""Whether a Redis answers, for whoever checks an installation."""

from redis.asyncio import from_url
from redis.exceptions import RedisError


async def trouble(url: str) -> str:
    """Empty where it answers within two seconds; else what went wrong."""
    client = from_url(url, socket_connect_timeout=2, socket_timeout=2)
    try:
        await client.ping()
    except (RedisError, OSError) as fault:
        return str(fault) or type(fault).__name__
    finally:
        await client.aclose()
    return ""
