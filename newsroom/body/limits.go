package body

// The limits of a document. They are far above anything a newsroom prints and
// exist so that foreign bytes cannot cost unbounded time or memory.
const (
	MaxBytes     = 4 << 20   // bytes of a document as JSON, and of markup or text handed to FromHTML and FromText
	MaxBlocks    = 5000      // blocks of a document
	MaxTextBytes = 64 << 10  // bytes of one running text: a paragraph, an item, a cell, a caption
	MaxSpans     = 4000      // spans of one running text
	MaxItems     = 2000      // entries of a list, paragraphs of a quote or note
	MaxListLevel = 4         // deepest level of a list; the outermost is 0
	MaxRows      = 1000      // rows of a table
	MaxColumns   = 50        // columns of a table
	MaxPhotos    = 200       // photos of a gallery
	MaxHref      = 2048      // bytes of an address
	MaxLine      = 2000      // bytes of an alt text or a title
	MaxID        = 64        // bytes of a block's id
	MaxHTML      = 100 << 10 // bytes of a raw HTML block

	maxNodes = 200_000 // elements and texts read from markup
	maxDepth = 128     // elements open at once; deeper ones are flattened
)
