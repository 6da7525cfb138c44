package strictyaml

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// Files lists what to read for the name of a file or folder: the file itself,
// whether it exists or not, or the *.yaml and *.yml files of the folder in the
// order of their names, without hidden ones (.draft.yaml). A folder without any is
// an error.
func Files(name string) ([]string, error) {
	info, err := os.Stat(name)
	if err != nil || !info.IsDir() {
		return []string{name}, nil // reading says what is wrong
	}
	entries, err := os.ReadDir(name)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, e := range entries {
		ext, hidden := filepath.Ext(e.Name()), strings.HasPrefix(e.Name(), ".")
		if !e.IsDir() && !hidden && (ext == ".yaml" || ext == ".yml") {
			files = append(files, filepath.Join(name, e.Name()))
		}
	}
	if len(files) == 0 {
		return nil, errors.New("the folder holds no *.yaml or *.yml file")
	}
	return files, nil
}

// Unreadable is the problem of a name for which nothing can be read; known are
// the names that stand for no file.
func Unreadable(name string, err error, known []string) Problem {
	var path *os.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	suggestion := "built in are " + strings.Join(known, ", ")
	if near := Nearest(name, known); near != "" {
		suggestion = "did you mean " + near + "?"
	}
	return Place{File: name}.Problem(err.Error(), suggestion)
}
