package store

import (
	"errors"
	"os"
	"syscall"
)

// errInUse says that another process has the lock.
var errInUse = errors.New("in use")

// acquire takes the lock of a folder, which the death of the process lets go of.
func acquire(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = errInUse
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}
