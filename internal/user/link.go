package user

import "time"

// LinkLife is how long the link may be used by which a person sets a password: over a weekend,
// not over a holiday.
const LinkLife = 72 * time.Hour
