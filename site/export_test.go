package site

import (
	"net/http/httptest"
	"testing"
)

// StoryQueries prints a story's page and says how many queries that took.
func (s *Site) StoryQueries(t *testing.T, path string) (n int64) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), "GET", path, nil)
	_, err := s.render(r, func(sh *sheet) (printed, error) {
		p, err := s.storyPage(sh)
		n = sh.q.Queries()
		return p, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// FrontQueries prints the front and says how many queries that took.
func (s *Site) FrontQueries(t *testing.T) (n int64) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), "GET", "/", nil)
	_, err := s.render(r, func(sh *sheet) (printed, error) {
		p, err := s.frontPage(sh)
		n = sh.q.Queries()
		return p, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
