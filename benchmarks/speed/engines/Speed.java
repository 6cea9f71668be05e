import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.QueryBuilder;

/**
 * Lucene as it comes, timed inside its own process: ArabicAnalyzer, BM25, an index on disk, the
 * first ten with their stored title and the exact total. Works with Lucene 8, 9 and 10.
 *
 * index FOLDER DOCS: documents are id, day, title, text on a line; prints the seconds it took.
 * ask FOLDER QUERIES PASSES SECONDS CLOCK OUT: queries are class, text; of each class is asked what
 * the seconds allow. commit FOLDER DOCS: indexes them anew one by one; prints milliseconds.
 */
public class Speed {
    static final int TOP = 10;
    static final int DEEPEST = 2000;
    static final int FEWEST = 5;
    static final double WARM_SECONDS = 2;

    final Analyzer analyzer = new ArabicAnalyzer();
    final QueryBuilder builder = new QueryBuilder(analyzer);
    final FSDirectory directory;
    DirectoryReader reader;
    IndexSearcher searcher;

    Speed(Path folder) throws IOException {
        directory = FSDirectory.open(folder);
    }

    public static void main(String[] given) throws Exception {
        Speed speed = new Speed(Path.of(given[1]));
        List<String> lines = Files.readAllLines(Path.of(given[2]));
        if (given[0].equals("index")) {
            speed.index(lines);
        } else if (given[0].equals("commit")) {
            speed.commit(lines);
        } else {
            try (PrintWriter out = new PrintWriter(given[6], StandardCharsets.UTF_8)) {
                int passes = Integer.parseInt(given[3]);
                speed.ask(lines, passes, Double.parseDouble(given[4]), given[5].equals("cpu"), out);
            }
        }
    }

    void index(List<String> docs) throws IOException {
        long started = System.nanoTime();
        IndexWriterConfig config = new IndexWriterConfig(analyzer).setRAMBufferSizeMB(512);
        try (IndexWriter writer = new IndexWriter(directory, config)) {
            for (String line : docs) {
                writer.addDocument(document(line));
            }
            writer.forceMerge(1);
        }
        System.out.println(since(started));
    }

    Document document(String line) {
        String[] parts = line.split("\t", 4);
        Document document = new Document();
        document.add(new StringField("id", parts[0], Field.Store.NO));
        document.add(new NumericDocValuesField("day", Long.parseLong(parts[1])));
        document.add(new StoredField("title", parts[2]));
        document.add(new TextField("text", parts[3], Field.Store.YES));
        return document;
    }

    void open() throws IOException {
        reader = reader == null ? DirectoryReader.open(directory) : DirectoryReader.openIfChanged(reader);
        searcher = new IndexSearcher(reader);
        searcher.setQueryCache(null); // it would answer the second pass without searching
    }

    void ask(List<String> lines, int passes, double seconds, boolean cpu, PrintWriter out)
            throws Exception {
        Map<String, List<String>> queries = new LinkedHashMap<>();
        for (String line : lines) {
            String[] parts = line.split("\t", 2);
            queries.computeIfAbsent(parts[0], kind -> new ArrayList<>()).add(parts[1]);
        }
        Map.Entry<String, List<String>> some = queries.entrySet().iterator().next();
        long begun = System.nanoTime();
        open();
        out.println("open\t" + (System.nanoTime() - begun));
        search(some.getKey(), some.getValue().get(0));
        out.println("first\t" + (System.nanoTime() - begun));
        for (String kind : queries.keySet()) {
            time(kind, queries.get(kind), passes, seconds, cpu, out);
        }
        out.println("rss\t" + resident());
    }

    void time(String kind, List<String> texts, int passes, double seconds, boolean cpu, PrintWriter out)
            throws Exception {
        int count = 0;
        long started = System.nanoTime();
        long total = 0;
        for (String text : texts) {
            total += search(kind, text);
            count++;
            if (count >= FEWEST && since(started) > seconds / (passes + 1)) {
                break;
            }
        }
        out.println("hits\t" + kind + "\t" + (double) total / count);
        while (since(started) < Math.min(WARM_SECONDS, seconds)) { // until Java has compiled
            for (String text : texts.subList(0, count)) {
                search(kind, text);
            }
        }
        for (int pass = 0; pass < passes; pass++) {
            for (int place = 0; place < count; place++) {
                long begun = now(cpu);
                search(kind, texts.get(place));
                out.println("time\t" + kind + "\t" + pass + "\t" + place + "\t" + (now(cpu) - begun));
            }
        }
    }

    static double since(long started) {
        return (System.nanoTime() - started) / 1e9;
    }

    static long now(boolean cpu) {
        return cpu ? ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() : System.nanoTime();
    }

    /**
     * The titles are fetched as a reader would need them; the exact total is a count of its own.
     */
    int search(String kind, String text) throws Exception {
        Query query = query(kind, text);
        int wanted = kind.equals("page200") ? DEEPEST : TOP;
        TopDocs found = kind.equals("newest")
            ? searcher.search(query, wanted, new Sort(new SortField("day", SortField.Type.LONG, true)))
            : searcher.search(query, wanted);
        int total = searcher.count(query);
        ScoreDoc[] rows = found.scoreDocs;
        for (int place = wanted - TOP; place < rows.length; place++) {
            title(rows[place].doc);
        }
        return total;
    }

    Query query(String kind, String text) throws IOException {
        if (kind.equals("prefix") || kind.equals("fuzzy")) {
            // The beginning, or the word, as the index would have it.
            Query word = builder.createBooleanQuery("text", text);
            Term term = word instanceof TermQuery ? ((TermQuery) word).getTerm() : new Term("text", text);
            return kind.equals("prefix") ? new PrefixQuery(term) : new FuzzyQuery(term, 1, 1);
        }
        BooleanClause.Occur occur = kind.equals("and") ? BooleanClause.Occur.MUST : BooleanClause.Occur.SHOULD;
        Query query = kind.equals("phrase")
            ? builder.createPhraseQuery("text", text)
            : builder.createBooleanQuery("text", text, occur);
        return query == null ? new MatchNoDocsQuery() : query; // nothing but stop words
    }

    /** The stored title; Lucene 10 no longer has the way of Lucene 8, which lacks the new one. */
    void title(int number) throws Exception {
        Document document = STORED == null
            ? (Document) OLD.invoke(searcher, number)
            : (Document) DOCUMENT.invoke(STORED.invoke(searcher), number);
        document.get("title");
    }

    static final Method STORED = method(IndexSearcher.class, "storedFields");
    static final Method DOCUMENT = STORED == null ? null : method(STORED.getReturnType(), "document", int.class);
    static final Method OLD = STORED == null ? method(IndexSearcher.class, "doc", int.class) : null;

    static Method method(Class<?> type, String name, Class<?>... parameters) {
        try {
            return type.getMethod(name, parameters);
        } catch (NoSuchMethodException error) {
            return null;
        }
    }

    void commit(List<String> docs) throws IOException {
        open();
        try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
            for (int pass = -1; pass < 1; pass++) { // the first one warms
                for (int place = 0; place < docs.size(); place++) {
                    long begun = System.nanoTime();
                    String id = docs.get(place).split("\t", 2)[0];
                    writer.updateDocument(new Term("id", id), document(docs.get(place)));
                    writer.commit();
                    open();
                    if (pass == 0) {
                        System.out.println(since(begun) * 1000);
                    }
                }
            }
        }
    }

    /** Megabytes that this process holds, or nothing where the system does not say. */
    static String resident() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return "";
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS")) {
                return String.valueOf(Integer.parseInt(line.split("\\s+")[1]) / 1024.0);
            }
        }
        return "";
    }
}
