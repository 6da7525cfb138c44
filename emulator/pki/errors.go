package pki

import (
	"fmt"
	"strings"
)

// DirError says that a directory can't hold the keys: it can't be made, read or
// written. With Options.Fallback it is a warning, see Authority.MemoryOnly.
type DirError struct {
	Dir string
	Err error // the operating system's
}

func (e *DirError) Error() string {
	return fmt.Sprintf("keys can't be kept in %s: %v", e.Dir, e.Err)
}

func (e *DirError) Unwrap() error { return e.Err }

// FileError says that a stored file is not what it should be. Nothing is changed
// then; somebody may trust what was there.
type FileError struct {
	Path    string
	Problem string // holds nothing of the file
	Hint    string // what to do
}

func (e *FileError) Error() string {
	return e.Path + ": " + e.Problem + "; " + e.Hint
}

// CoverageError says that the stored authority was made for fewer hosts than are
// wanted now. What an authority may vouch for is fixed when it is made.
type CoverageError struct {
	Dir   string
	Hosts []string // the ones it does not cover
}

func (e *CoverageError) Error() string {
	return fmt.Sprintf("the authority in %s was not made for %s; %s, or choose another directory",
		e.Dir, strings.Join(e.Hosts, ", "), anew)
}

// What to do about files.
const (
	anew        = "remove " + rootFile + ", " + rootKeyFile + ", " + signingFile + " and " + signingKeyFile + " there to have new ones made, and let clients trust the new " + rootFile
	restoreAll  = "restore it, or " + anew
	restoreSign = "restore it, or remove " + signingFile + " and " + signingKeyFile + " there to have new ones made"
)
