"""Forms: they check the shape of what was sent and turn it into values. They decide nothing."""
