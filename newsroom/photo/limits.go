package photo

// Limits of a photo's fields, in characters. What a file's metadata says beyond
// them is cut; what a person writes beyond them is refused.
const (
	maxHeadline   = 300
	maxCaption    = 4000
	maxAlt        = 1000
	maxName       = 300 // creator, agency, source
	maxCopyright  = 500
	maxLicence    = 100
	maxURL        = 2000
	maxUsageTerms = 2000
	maxPlace      = 300
	maxFilename   = 200
	maxReason     = 1000

	// MaxList is how many photos one list holds at most.
	MaxList = 200
)
