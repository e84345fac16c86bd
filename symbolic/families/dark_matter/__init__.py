"""Dark matter that a light mediator couples to: annihilation, thermal averages, relic densities, limits today."""
