# The structure of AsciiDoc texts by Asciidoctor: a JSON list of texts on standard input, one of
# structures on standard output. With the argument "words": the texts that a reader sees.

require 'asciidoctor'
require 'json'
require 'cgi'

# Links without text show an address or a title, which are not their own words.
class Own < (Asciidoctor::Converter.for 'html5')
  register_for 'own'

  def convert_inline_anchor node
    bare = node.type == :xref ? node.text.nil? : (node.has_role? 'bare')
    bare ? '' : super
  end

  def convert_inline_image node
    node.type == 'icon' ? '' : super
  end

  def convert_inline_footnote node
    node.type == :xref ? super : %(<sup class="footnote">#{node.text}</sup>)
  end
end

WORDS = ARGV.include? 'words'
CODE = %r(<(code|kbd|pre)[^>]*>.*?</\1>)m
LABELS = %w(alt title)

# Asciidoctor reads an address in an attribute that a file doesn't define only after `link:`.
UNDEFINED = %r(<a href="\{[^"]*"[^>]*>(.*?)</a>)m

def inlines html
  found = (html.to_s.gsub UNDEFINED, '\1').scan(%r(<code[^>]*>(.*?)</code>|<(\w+)((?:\s[^<>]*)?)>)m).map do |code, name, own|
    next %(code #{code.split.join ' '}) if code
    # Marks of emphasis may be written twice; what they are stays the same.
    own = own.to_s.scan(/\b(?:href|src|class|id)="[^"]*"/).sort.join(' ').split.join ' '
    %(#{name} #{own}).strip
  end
  found.sort
end

def words html
  text = html.to_s.gsub(CODE, ' ')
  labels = text.scan(/\b(?:alt|title)="([^"]*)"/).flatten
  (CGI.unescapeHTML (text.gsub(/<[^>]*>/, ' ')) + ' ' + labels.join(' '))
end

def entry out, kind, html, more = nil
  out << (WORDS ? (words html) : [kind, inlines(html), more])
end

def title out, node
  return unless node.title?
  entry out, %(title of #{node.context}), node.title
end

def cell out, one, place
  kind = %(cell #{place} #{one.style} #{one.colspan} #{one.rowspan})
  if one.inner_document
    out << [kind] unless WORDS
    walk one.inner_document, out
  elsif %i(literal monospaced).include? one.style
    out << [kind, one.text] unless WORDS
  else
    out << [kind] unless WORDS
    one.content.each {|text| entry out, 'text', text }
  end
end

def table out, node
  out << %(table #{node.columns.size}) unless WORDS
  { head: node.rows.head, body: node.rows.body, foot: node.rows.foot }.each do |place, rows|
    rows.each {|row| row.each {|one| cell out, one, place } }
  end
end

def dlist out, node
  node.items.each do |terms, item|
    terms.each {|term| entry out, 'term', term.text }
    next unless item
    entry out, 'description', (item.text? ? item.text : '')
    walk item, out
  end
end

def block out, node
  case node.context
  when :dlist then dlist out, node
  when :ulist, :olist, :colist
    node.items.each do |item|
      entry out, %(item #{item.attr? 'checked'}), item.text
      walk item, out
    end
  when :table then table out, node
  when :listing, :literal, :stem, :pass
    out << [node.context, node.source] unless WORDS
  when :image
    WORDS ? out << ((node.attr 'alt') == (node.attr 'default-alt') ? '' : (node.attr 'alt')) : out << [:image, node.attr('target')]
  else
    node.blocks? ? (walk node, out) : (entry out, node.context, node.content)
    entry out, 'attribution', [(node.attr 'attribution'), (node.attr 'citetitle')].compact.join(' ')
  end
end

def walk node, out
  node.blocks.each do |inner|
    out << %(#{inner.context} #{inner.style} #{inner.level} #{inner.role}) unless WORDS
    title out, inner
    inner.context == :section ? (walk inner, out) : (block out, inner)
  end
end

# Attributes whose values are text; the others are not in the words that are looked for.
TEXTS = /(-caption|-label|-title|-signifier|-refsig|description|keywords|title)\z/
# Inline and block macros; others than those of Asciidoctor are extensions.
MACRO = /(?<![\w:])([a-z][\w-]*)::?[^\s\[\]:]+\[[^\]\n]*\]/
KNOWN = %w(anchor btn footnote footnoteref ftp http https icon ifdef ifndef image include indexterm
  indexterm2 kbd latexmath link mailto menu pass stem xref)
ENTRY = /^:([\w-]+):[ \t]+(?:.*[ ]\\\n)*.*$\n?/

def without_values text
  text = text.gsub(ENTRY) { TEXTS.match?($1) || !(text.include? "{#{$1}}") ? $& : '' }
  # They would be shown twice, and macros of extensions as text.
  text = text.gsub(MACRO) { KNOWN.include?($1) ? $& : '' }
  # Addresses that begin with an attribute nobody knows, and files, would be shown as text.
  text = text.gsub(/^include::.*$/, '').gsub(/(?<![\w:\/])\{[\w-]+\}[^\s\[\]]*\[(?=[^\]])/, 'link:x[')
  text.gsub(/\{[\w-]+\}/, '')
end

def structure text
  extensions = Asciidoctor::Extensions.create do
    include_processor do
      handles? { true }
      process {|_, reader, _, _| reader.push_include '', '', '', 1, {} }
    end
  end
  text = without_values text if WORDS
  document = Asciidoctor.load text, safe: :safe, backend: 'own', extension_registry: extensions,
    attributes: { 'experimental' => '', 'sectids' => '', 'skip-front-matter' => '' }
  out = []
  entry out, 'title', document.doctitle if document.header? && document.doctitle
  if WORDS
    %w(description keywords).each {|name| out << (document.attr name).to_s }
  else
    out << %w(author revnumber revdate).map {|name| document.attr name }
  end
  walk document, out
  out
rescue => error
  warn %(#{error.class}: #{error.message[0, 200]} #{error.backtrace[0, 3]})
  nil
end

Asciidoctor::LoggerManager.logger = Asciidoctor::NullLogger.new
puts JSON.generate(JSON.parse($stdin.read).map {|text| structure text })
