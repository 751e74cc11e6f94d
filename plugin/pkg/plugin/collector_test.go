package plugin

import (
	"context"
	"fmt"
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
		if r == hybridIncidents {
			s.write(t, database, toldOfItself()) // an import does not
		}
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

// toldOfItself is what a collector that ran during the first hour and a half would have written of itself.
func toldOfItself() (lines []string) {
	begin := time.Date(2026, 3, 10, 17, 30, 0, 0, time.UTC)
	for minute := range 90 {
		ns := begin.Add(time.Duration(minute) * time.Minute).UnixNano()
		lines = append(lines,
			fmt.Sprintf("bgp_collector,collector=local,part=none,reason=none received=20i,decoded=20i,faulty=0i,filtered=0i,made=80i,written=79i,queued=%di,lag=0.5,peers=5i,peers_up=5i,uptime=%di %d", minute, minute*60, ns),
			fmt.Sprintf(`bgp_collector,collector=local,part=store\ general,reason=none state="ok",words="",written=79i,queued=1i %d`, ns),
			fmt.Sprintf(`bgp_collector,collector=local,part=bmp\ 127.0.0.1:11019,reason=none state="hearing",blind_spots="no KEEPALIVE",connections=1i,connections_up=1i,silent=2.5 %d`, ns))
	}
	return lines
}
