"""What a programme asks of a team: thousands of invented lives, counted week by week, before anything is promised to anybody."""
