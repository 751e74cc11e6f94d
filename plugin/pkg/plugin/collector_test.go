package plugin

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

const repository = "../../.."

// recording is a capture of the collector's fixtures, and the configuration that goes with it.
type recording struct{ folder, file, config string }

var (
	hybridIncidents = recording{"hybrid-incidents", "scenario.mrt", "earshot.yaml"}
	birdHybrid      = recording{"bird-hybrid", "nva.mrt", ""}
)

var (
	importsLock sync.Mutex
	imported    = map[recording]bool{}
)

// recorded is a data source on what the collector makes of a recording.
func (s *influxd) recorded(t *testing.T, r recording) *Datasource {
	t.Helper()
	importsLock.Lock()
	defer importsLock.Unlock()
	database := "recorded_" + strings.ReplaceAll(r.folder, "-", "_")
	if !imported[r] {
		s.admin(t, `CREATE DATABASE "`+database+`"`)
		s.admin(t, `CREATE DATABASE "`+database+`_verbose"`)
		importRecording(t, s.url, database, r)
		imported[r] = true
	}
	return newSource(t, s.url, map[string]any{"database": database, "verboseDatabase": database + "_verbose"}, nil)
}

func importRecording(t *testing.T, address, database string, r recording) {
	t.Helper()
	node := filepath.Join(repository, "node_modules", ".bin", "node")
	folder := filepath.Join(repository, "collector", "fixtures", r.folder)
	for _, needed := range []string{node, filepath.Join(repository, "collector", "dist", "cli.js")} {
		if _, err := os.Stat(needed); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatalf("%v: CI must run these tests", err)
			}
			t.Skip("SKIP: the collector is not built: npm run build in collector")
		}
	}
	arguments := []string{filepath.Join(repository, "collector", "bin", "earshot.js"), "import", "--url", address, "--database", database, "--router", "nva-0"}
	if r.config != "" {
		arguments = append(arguments, "--config", filepath.Join(folder, r.config))
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	// A recording with a damaged record is imported nevertheless, and exit code 1 says so.
	said, err := exec.CommandContext(ctx, node, append(arguments, filepath.Join(folder, r.file))...).CombinedOutput()
	if !strings.Contains(string(said), "points written") {
		t.Fatalf("%v: %s", err, said)
	}
}
