package ui

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"strings"
	"sync"
)

//go:embed static
var files embed.FS

// StaticPath is where pages look for the files of Static.
const StaticPath = "/static/"

// versions holds the first digits of each file's hash, by its name.
var versions = sync.OnceValue(func() map[string]string {
	sums := map[string]string{}
	// The files are inside the binary: walking them cannot fail.
	_ = fs.WalkDir(files, "static", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := files.ReadFile(path)
		sum := sha256.Sum256(data)
		sums[strings.TrimPrefix(path, "static/")] = hex.EncodeToString(sum[:6])
		return err
	})
	return sums
})

// Asset returns the address of a static file, which changes with its content,
// so that browsers may keep it for good.
func Asset(name string) string {
	if version, ok := versions()[name]; ok {
		return StaticPath + name + "?v=" + version
	}
	return StaticPath + name
}

// Static serves the stylesheet, scripts, fonts and icon under StaticPath.
func Static() http.Handler {
	root, err := fs.Sub(files, "static")
	if err != nil {
		panic(err) // the name is written above
	}
	serve := http.StripPrefix(StaticPath, http.FileServerFS(root))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		age := "public, max-age=3600"
		if r.URL.RawQuery != "" {
			age = "public, max-age=31536000, immutable"
		}
		w.Header().Set("Cache-Control", age)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		serve.ServeHTTP(w, r)
	})
}
