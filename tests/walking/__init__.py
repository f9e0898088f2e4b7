"""Random lives of a case, in any order of facts, days and mistakes, along the road of each method."""
