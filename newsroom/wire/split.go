package wire

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
)

// Raw is one item as it stands in a file.
type Raw struct {
	Index int    // counts from 1
	Bytes []byte // JSON, or what was meant to be; nil where Err is set
	Err   error  // why it could not be cut out: it is too long, or the file ends within it
}

// errCut says that a file ends within an item.
var errCut = errors.New("the file ends in the middle of this item")

// errRead says that the file itself could not be read on.
var errRead = errors.New("the file cannot be read")

// Split gives the items of a file one by one: a single object, an array of
// objects, or objects one after another with or without line breaks. Only one
// item at a time is in memory. The last Raw has an error that is not about one
// item where r fails.
func Split(r io.Reader) iter.Seq[Raw] {
	return func(yield func(Raw) bool) {
		s := &splitter{r: bufio.NewReaderSize(r, 256<<10)}
		for {
			raw, ok := s.next()
			if !ok || !yield(raw) || s.err != nil {
				return
			}
		}
	}
}

type splitter struct {
	r     *bufio.Reader
	index int
	array bool // within an array that holds items
	lines bool // each line is an item
	begun bool
	err   error // of the reader
}

// next gives the next item, and false at the end.
func (s *splitter) next() (Raw, bool) {
	c, ok := s.begin()
	if !ok {
		if s.err != nil {
			s.index++
			return Raw{Index: s.index, Err: s.err}, true
		}
		return Raw{}, false
	}
	s.index++
	if s.lines {
		return s.line()
	}
	if c != '{' && c != '[' {
		return s.junk()
	}
	data, err := s.balanced()
	return Raw{Index: s.index, Bytes: data, Err: err}, true
}

// begin skips what stands between items and gives the first byte of the next
// without reading it.
func (s *splitter) begin() (byte, bool) {
	if !s.begun {
		s.begun = true
		if bom, err := s.r.Peek(3); err == nil && bytes.Equal(bom, []byte{0xEF, 0xBB, 0xBF}) {
			_, _ = s.r.Discard(3) // it was peeked at
		}
		s.lines = s.firstLineIsItem()
	}
	for {
		c, err := s.r.ReadByte()
		if err != nil {
			s.fail(err)
			return 0, false
		}
		switch {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',' || c == 0x1E: // 0x1E stands before each text in RFC 7464
		case c == ']' && s.array:
			s.array = false
		case c == '[' && !s.array && !s.lines:
			s.array = true
		default:
			_ = s.r.UnreadByte() // it was just read
			return c, true
		}
	}
}

func (s *splitter) fail(err error) {
	if !errors.Is(err, io.EOF) {
		s.err = fmt.Errorf("%w: %w", errRead, err)
	}
}

// firstLineIsItem says whether the file is one of lines.
func (s *splitter) firstLineIsItem() bool {
	head, _ := s.r.Peek(s.r.Size()) // an error is met again when reading
	head = bytes.TrimLeft(head, " \t\r\n")
	line, _, more := bytes.Cut(head, []byte("\n"))
	return more && bytes.HasPrefix(line, []byte("{")) && json.Valid(line)
}

// line gives an item that ends with its line, whatever is wrong within it.
func (s *splitter) line() (Raw, bool) {
	data, long, err := s.readLine(true)
	if err != nil {
		return Raw{Index: s.index, Err: err}, true
	}
	if long {
		return Raw{Index: s.index, Err: errLong()}, true
	}
	return Raw{Index: s.index, Bytes: bytes.TrimRight(data, " \t\r,")}, true
}

// readLine reads to the end of a line. Of a line that is too long nothing is
// kept.
func (s *splitter) readLine(keep bool) (data []byte, long bool, err error) {
	for {
		part, err := s.r.ReadSlice('\n')
		if keep && !long {
			long = len(data)+len(part) > MaxItem
			data = append(data, part...)
			if long {
				data = nil
			}
		}
		switch {
		case err == nil:
			return bytes.TrimSuffix(data, []byte("\n")), long, nil
		case errors.Is(err, bufio.ErrBufferFull):
		default:
			s.fail(err)
			return data, long, s.err
		}
	}
}

// junk steps over something that is no object: to the end of its line, or
// within an array to the next comma.
func (s *splitter) junk() (Raw, bool) {
	var data []byte
	for {
		c, err := s.r.ReadByte()
		if err != nil {
			s.fail(err)
			break
		}
		if c == '\n' || (s.array && (c == ',' || c == ']')) {
			break
		}
		if c == '{' && !s.array {
			_ = s.r.UnreadByte() // it was just read
			break
		}
		if len(data) < maxValue {
			data = append(data, c)
		}
	}
	return Raw{Index: s.index, Bytes: data}, true
}

// balanced reads an object to its last bracket. It minds strings and brackets
// only; whether the rest is JSON is seen when the item is decoded.
func (s *splitter) balanced() ([]byte, error) {
	data := make([]byte, 0, 8<<10)
	depth, size := 0, 0
	inString, escaped := false, false
	for {
		c, err := s.r.ReadByte()
		if err != nil {
			s.fail(err)
			if s.err != nil {
				return nil, s.err
			}
			return nil, errCut
		}
		if size++; size <= MaxItem {
			data = append(data, c)
		} else {
			data = nil
		}
		switch {
		case escaped:
			escaped = false
		case inString && c == '\n': // never in JSON: the string was not closed
			if s.array {
				inString = false
				continue
			}
			return data, nil
		case inString:
			escaped, inString = c == '\\', c != '"'
		case c == '"':
			inString = true
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth > 0 {
				continue
			}
			if size > MaxItem {
				return nil, errLong()
			}
			return data, nil
		}
	}
}

func errLong() error {
	return fmt.Errorf("this item is longer than %d MB", MaxItem>>20)
}
