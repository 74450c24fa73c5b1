package trial

import (
	"bytes"
	"io"
	"runtime"
	"testing"
)

// tolerated is by how many bytes the memory may waver.
const tolerated = 512 << 10

// early is after how many records the memory is measured first.
const early = 1000

// Flat reads a file of many records, and holds that no more memory is taken after them
// than after a few. The reader calls at with the number of each record, and returns how
// many there were.
func Flat(t *testing.T, records int, read func(at func(n int)) (int, error)) {
	t.Helper()
	step := records / 6
	var first, most uint64
	n, err := read(func(n int) {
		switch {
		case n == early:
			first = live()
		case n%step == 0:
			most = max(most, live())
		}
	})
	if err != nil || n != records {
		t.Fatalf("%d records of %d: %v", n, records, err)
	}
	if most > first+tolerated {
		t.Errorf("%d bytes are held after %d records, %d later", first, early, most)
	}
	t.Logf("%d kB are held after %d records, %d kB at most later", first>>10, early, most>>10)
}

// live is what the program holds after everything unused was thrown away.
func live() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// Bench measures the reading of files of so many records each; read returns how many it
// found.
func Bench(b *testing.B, records int, files map[string][]byte, read func(file io.Reader) (int, error)) {
	for name, file := range files {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(file)))
			for b.Loop() {
				if n, err := read(bytes.NewReader(file)); err != nil || n != records {
					b.Fatal(n, err)
				}
			}
			Rate(b, records, "records")
		})
	}
}

// Rate reports how many things are done in a second by a benchmark that does n of them
// each time.
func Rate(b *testing.B, n int, things string) {
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), things+"/s")
}
