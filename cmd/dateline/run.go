package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/alecthomas/kong"

	"dateline/internal/fault"
)

// Exit codes. They are documented in docs/operating.md and in `dateline --help`.
const (
	exitOK        = 0
	exitFailed    = 1  // something went wrong; the line on standard error says what
	exitUsage     = 2  // the command line or the configuration cannot be understood
	exitInvalid   = 3  // the input was refused, or some of it was
	exitNotFound  = 4  // there is nothing by that name
	exitConflict  = 5  // it changed meanwhile, exists already, or its state forbids it
	exitForbidden = 6  // the token or the account may not do that
	exitStopped   = 75 // stopped before the end; run it again to go on (EX_TEMPFAIL)
)

// streams are the program's standard streams.
type streams struct {
	in  io.Reader
	out io.Writer
	err io.Writer
}

// cli is the whole command line.
type cli struct {
	globals

	Serve   serveCommand   `cmd:"" help:"Serve the site and the desk."`
	Migrate migrateCommand `cmd:"" help:"Bring the database up to date. Serving does this by itself."`
	Sample  sampleCommand  `cmd:"" help:"Write the sample newsroom into an empty installation."`
	Story   storyCommands  `cmd:"" help:"Import, export, list and move stories."`
	User    userCommands   `cmd:"" help:"Add people and give them login links."`
	Token   tokenCommands  `cmd:"" help:"Make tokens for scripts."`
	Backup  backupCommand  `cmd:"" help:"Write a consistent copy of everything, also while serving."`
	Restore restoreCommand `cmd:"" help:"Put a backup into an empty data folder."`
	Doctor  doctorCommand  `cmd:"" help:"Say what is wrong with an installation and how to mend it."`
	Version versionCommand `cmd:"" help:"Print the version."`

	ImageWorker imageWorkerCommand `cmd:"" hidden:"" help:"Decode a picture (used by the program itself)."`
}

// globals are the settings that every command shares.
type globals struct {
	Config   string `help:"Settings file (TOML); see docs/dateline.toml. DATA/dateline.toml where it is there." placeholder:"FILE" env:"DATELINE_CONFIG"`
	Data     string `help:"Data folder: database, pictures, settings." default:"./data" env:"DATELINE_DATA" placeholder:"DIR"`
	Database string `help:"postgres://… to keep the data in PostgreSQL instead of the data folder's SQLite file." env:"DATELINE_DATABASE" placeholder:"ADDRESS"`
	Log      string `help:"How much to log: debug, info, warn or error." enum:"debug,info,warn,error" default:"info" env:"DATELINE_LOG"`
	LogJSON  bool   `name:"log-json" help:"Log as JSON, a line each." env:"DATELINE_LOG_JSON"`
}

const description = `Dateline is a newsroom in one program.

Every setting may stand on the command line, in an environment variable (DATELINE_DATA for --data, and so on) or in the settings file.

Exit codes: 0 done, 1 failed, 2 the command line cannot be understood, 3 some input was refused, 4 not found, 5 in conflict with what is there, 6 not allowed, 75 stopped before the end (run it again to go on).`

// run is the program without the process around it.
func run(ctx context.Context, args []string, std streams) (code int) {
	var c cli
	parser, err := kong.New(&c, kong.Name("dateline"), kong.Description(description), kong.Writers(std.out, std.err), kong.Vars{"version": version()},
		kong.Exit(func(n int) { panic(exit(n)) }), kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}), kong.Resolvers(readSettings(args)),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(std))
	if err != nil {
		_, _ = fmt.Fprintln(std.err, "dateline:", err)
		return exitUsage
	}
	defer func() {
		if e, ok := recover().(exit); ok {
			code = int(e)
		}
	}()
	parsed, err := parser.Parse(args)
	if err != nil {
		_, _ = fmt.Fprintf(std.err, "dateline: %s. Try `dateline --help`.\n", strings.TrimSuffix(err.Error(), "."))
		return exitUsage
	}
	return report(ctx, std, parsed.Run(&c.globals))
}

// exit carries --help's wish to end out of the parser.
type exit int

// report prints an error in one line that says what to do, and gives its code.
func report(ctx context.Context, std streams, err error) int {
	if err == nil {
		return exitOK
	}
	var quiet *done
	if errors.As(err, &quiet) {
		return quiet.code
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		_, _ = fmt.Fprintln(std.err, "dateline: stopped before the end; run it again to go on")
		return exitStopped
	}
	text := err.Error()
	if public, ok := fault.Public(err); ok {
		text = public.Error()
	}
	_, _ = fmt.Fprintln(std.err, "dateline: "+strings.Join(strings.Fields(text), " "))
	switch fault.KindOf(err) {
	case fault.Invalid, fault.TooLarge:
		return exitInvalid
	case fault.NotFound:
		return exitNotFound
	case fault.Conflict, fault.Gone:
		return exitConflict
	case fault.Forbidden, fault.Unsigned:
		return exitForbidden
	case fault.Internal, fault.TooMany, fault.Unavailable:
	}
	return exitFailed
}

// done ends a command with a code when everything was said already.
type done struct{ code int }

func (d *done) Error() string { return fmt.Sprintf("ended with code %d", d.code) }

// settings is what the settings file says. It stands below the command line
// and the environment; its names are those of the flags.
type settings struct {
	path   string
	values map[string]any
	failed error
}

func readSettings(args []string) *settings {
	s := &settings{path: settingsPath(args)}
	if s.path != "" {
		_, s.failed = toml.DecodeFile(s.path, &s.values)
	}
	return s
}

// Validate refuses a file that cannot be read, or that sets what nobody knows.
func (s *settings) Validate(app *kong.Application) error {
	if s.failed != nil {
		return fmt.Errorf("the settings file %s cannot be read: %w", s.path, s.failed)
	}
	known := map[string]bool{}
	collect(app.Node, known)
	for name := range s.values {
		if !known[name] {
			return fmt.Errorf("the settings file %s has an unknown setting “%s”", s.path, name)
		}
	}
	return nil
}

// Resolve gives what the file says about a flag, or nothing.
func (s *settings) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	for _, env := range flag.Envs { // kong has read it already and would put the file's word over it
		if os.Getenv(env) != "" {
			return nil, nil //nolint:nilnil // kong's way to say "not set here"
		}
	}
	if v, ok := s.values[flag.Name]; ok {
		return v, nil
	}
	return nil, nil //nolint:nilnil // kong's way to say "not set here"
}

func collect(n *kong.Node, known map[string]bool) {
	for _, f := range n.Flags {
		known[f.Name] = true
	}
	for _, child := range n.Children {
		collect(child, known)
	}
}

// settingsPath finds the settings file before the command line is parsed.
func settingsPath(args []string) string {
	value := func(flag, env string) string {
		for i, a := range args {
			if v, ok := strings.CutPrefix(a, "--"+flag+"="); ok {
				return v
			}
			if a == "--"+flag && i+1 < len(args) {
				return args[i+1]
			}
		}
		return os.Getenv(env)
	}
	if path := value("config", "DATELINE_CONFIG"); path != "" {
		return path
	}
	data := value("data", "DATELINE_DATA")
	if data == "" {
		data = "./data"
	}
	path := data + "/dateline.toml"
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	return path
}
