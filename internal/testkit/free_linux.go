package testkit

import "syscall"

// free is how many bytes are free under a folder; none where it is not there.
func free(folder string) int64 {
	var of syscall.Statfs_t
	if syscall.Statfs(folder, &of) != nil {
		return 0
	}
	return int64(of.Bavail) * of.Bsize
}
