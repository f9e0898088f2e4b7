"""The composition root: settings, pool, activities and workflows become a worker."""
