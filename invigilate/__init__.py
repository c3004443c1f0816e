"""invigilate: a self-hosted, real-time exam invigilation server."""
