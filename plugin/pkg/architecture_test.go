package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rooms in the order in which they may import: each only those before it.
var rooms = []string{"schema", "query", "influxql", "influx", "inventory", "rib", "observation", "frames", "plugin", "main", "cmd"}

const module = "github.com/earshot-bgp/earshot/plugin/pkg/"

func TestImportsGoFromLeftToRight(t *testing.T) {
	files := 0
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(file, ".go") {
			return err
		}
		files++
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		from := roomOf(filepath.ToSlash(file))
		if !slices.Contains(rooms, from) {
			t.Errorf("%s lies in no room: add %s to the order", file, from)
		}
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			inner, ours := strings.CutPrefix(imported, module)
			if to, _, _ := strings.Cut(inner, "/"); ours && slices.Index(rooms, to) >= slices.Index(rooms, from) {
				t.Errorf("%s imports %s, which comes after %s", file, to, from)
			}
		}
		return nil
	})
	if err != nil || files < len(rooms) {
		t.Fatalf("%d files, error %v", files, err)
	}
}

func roomOf(file string) string {
	if room, _, found := strings.Cut(path.Clean(file), "/"); found {
		return room
	}
	return "main"
}
