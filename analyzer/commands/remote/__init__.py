"""What reaches other servers: foreign data, publications, subscriptions."""
