package pki

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// directory is where files are kept. Its zero value keeps nothing, and takes
// what is made as it is.
//
// Several processes may share a directory, without a lock: a file appears whole
// or not at all, and who makes one that another has made meanwhile gets the
// other's. So all of them end up with the same keys.
type directory struct {
	path string
	// link gives a file a second name unless something has that name. It is
	// os.Link, but in tests.
	link func(from, to string) error
}

// largestFile bounds what is read; the files have a few kilobytes.
const largestFile = 64 << 10

// read returns nil when there is no such file.
func (d directory) read(name string) ([]byte, error) {
	if d.path == "" {
		return nil, nil
	}
	file, err := os.Open(d.file(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, &DirError{d.path, err}
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, largestFile))
	if err != nil {
		return nil, &DirError{d.path, err}
	}
	return content, nil
}

// prepare makes the directory, for its owner only, if there is none, and sees
// whether it can be written to.
func (d directory) prepare() error {
	if d.path == "" {
		return nil
	}
	if err := os.MkdirAll(d.path, 0o700); err != nil {
		return &DirError{d.path, err}
	}
	trial, err := d.temporary("trial", nil, 0o600)
	if err != nil {
		return err
	}
	os.Remove(trial)
	return nil
}

// create makes a file that nobody else has made, and returns what is in it: the
// given content, or that of whoever was first.
func (d directory) create(name string, content []byte, mode fs.FileMode) ([]byte, error) {
	if d.path == "" {
		return content, nil
	}
	temporary, err := d.temporary(name, content, mode)
	if err != nil {
		return nil, err
	}
	defer os.Remove(temporary)
	err = d.link(temporary, d.file(name))
	if err != nil && !errors.Is(err, fs.ErrExist) {
		err = d.createInPlace(name, content, mode) // no links in this file system
	}
	if errors.Is(err, fs.ErrExist) {
		return d.read(name)
	}
	if err != nil {
		return nil, &DirError{d.path, err}
	}
	return content, nil
}

// createInPlace is for file systems without links. Another process may see a part
// of the file there, and refuse it.
func (d directory) createInPlace(name string, content []byte, mode fs.FileMode) error {
	file, err := os.OpenFile(d.file(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	if err := finish(file, content, mode); err != nil {
		os.Remove(file.Name())
		return err
	}
	return nil
}

// replace puts a file in the place of another, in one step.
func (d directory) replace(name string, content []byte, mode fs.FileMode) error {
	if d.path == "" {
		return nil
	}
	temporary, err := d.temporary(name, content, mode)
	if err != nil {
		return err
	}
	if err := os.Rename(temporary, d.file(name)); err != nil {
		os.Remove(temporary)
		return &DirError{d.path, err}
	}
	return nil
}

// temporary writes a file under a name of its own and returns its path.
func (d directory) temporary(name string, content []byte, mode fs.FileMode) (string, error) {
	file, err := os.CreateTemp(d.path, "."+name+"-*")
	if err != nil {
		return "", &DirError{d.path, err}
	}
	if err := finish(file, content, mode); err != nil {
		os.Remove(file.Name())
		return "", &DirError{d.path, err}
	}
	return file.Name(), nil
}

// finish writes and closes a file so that it outlasts a crash.
func finish(file *os.File, content []byte, mode fs.FileMode) error {
	_, err := file.Write(content)
	return errors.Join(err, file.Chmod(mode), file.Sync(), file.Close())
}

func (d directory) file(name string) string { return filepath.Join(d.path, name) }
