"""How the builds of this product are named to Temporal: one worker deployment, a version of it a build."""

DEPLOYMENT = "itinerary"
