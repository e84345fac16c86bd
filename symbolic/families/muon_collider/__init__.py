"""Light bosons and heavy charged particles at colliders of muons and antimuons."""
