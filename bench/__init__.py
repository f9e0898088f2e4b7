"""What it costs: the product beside a bare Temporal workflow and a hand-written state machine, on the same servers in the same run."""
