package query

import (
	"encoding/json"
	"os"
	"reflect"
	"testing"
)

// The front end runs the same cases.
func TestMigrations(t *testing.T) {
	raw, err := os.ReadFile("../../../schema/vectors/migrations.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []struct {
			Name    string
			Stored  json.RawMessage
			Current any
			Error   string
		}
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	for _, c := range file.Cases {
		t.Run(c.Name, func(t *testing.T) {
			current, err := Migrate(c.Stored)
			if c.Error != "" || err != nil {
				if err == nil || err.Error() != c.Error {
					t.Fatalf("error %v, want %s", err, c.Error)
				}
				return
			}
			var got any
			if err := json.Unmarshal(current, &got); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, c.Current) {
				t.Errorf("got %s", current)
			}
			again, err := Migrate(current)
			if err != nil || string(again) != string(current) {
				t.Errorf("migrated twice: %s, error %v", again, err)
			}
		})
	}
	if len(file.Cases) < len(migrations) {
		t.Errorf("%d cases for %d migrations", len(file.Cases), len(migrations))
	}
}

// Each list of the model is one that a single value can stand for.
func TestListsAreThoseOfTheModel(t *testing.T) {
	var named []string
	for _, field := range reflect.VisibleFields(reflect.TypeFor[filterModel]()) {
		if field.Type.Kind() == reflect.Slice {
			named = append(named, field.Tag.Get("json"))
		}
	}
	if !reflect.DeepEqual(named, lists) {
		t.Errorf("lists of the model %v, of the migration %v", named, lists)
	}
}
