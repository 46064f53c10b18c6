package desk_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"dateline/internal/testkit"
)

// TestDocument keeps the API's description in ui/, where the app's types are
// made from it: a change to the API is seen in review, and by the app.
func TestDocument(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	var text bytes.Buffer
	testkit.NoError(t, json.Indent(&text, h.nobody().get("/desk/api/v1/openapi.json").body, "", " "))
	testkit.Golden(t, "../ui/api/openapi.json", text.String())
}
