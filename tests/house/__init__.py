"""Guards the house itself: each rule holds for the real files, and is seen to fail on a planted stray."""
