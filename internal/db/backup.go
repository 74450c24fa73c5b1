package db

import (
	"context"
	"net/url"
	"os/exec"

	"acquit/internal/fault"
)

// Backup writes a consistent copy of the database to a file while it is in use: a
// SQLite database, or an archive that pg_restore reads.
func (d *DB) Backup(ctx context.Context, file string) error {
	if d.Engine == SQLite {
		_, err := d.write.ExecContext(ctx, `VACUUM INTO $1`, file)
		return fault.Wrap(fault.Unavailable, err, "the copy could not be written")
	}
	dump, err := exec.LookPath("pg_dump")
	if err != nil {
		return fault.New(fault.Unavailable, "PostgreSQL is copied with pg_dump, which is not installed here")
	}
	address, password, err := splitPassword(d.URL)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, dump, "--format=custom", "--file="+file, "--dbname="+address)
	cmd.Env = append(cmd.Environ(), "PGPASSWORD="+password)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fault.Wrap(fault.Unavailable, err, "pg_dump: %s", out)
	}
	return nil
}

// splitPassword takes the password out of an address: the arguments of a program
// are seen by everybody on the machine, its environment is not.
func splitPassword(address string) (rest, password string, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", "", fault.New(fault.Invalid, "the database address cannot be read")
	}
	query := u.Query()
	password = query.Get("password")
	if query.Has("password") {
		query.Del("password")
		u.RawQuery = query.Encode()
	}
	if secret, ok := u.User.Password(); ok {
		password = secret
		u.User = url.User(u.User.Username())
	}
	return u.String(), password, nil
}
