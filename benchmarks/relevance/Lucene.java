import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.MultiDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.QueryBuilder;

/**
 * Lucene as it comes: ArabicAnalyzer, BM25, any word of the query. Takes a file of documents, one of
 * queries (id, tab, text on one line) and the run to write. Ids are doc values: the way to stored
 * fields changed between Lucene 8 and 10.
 */
public class Lucene {
    public static void main(String[] files) throws Exception {
        Analyzer analyzer = new ArabicAnalyzer();
        ByteBuffersDirectory directory = new ByteBuffersDirectory();
        try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
            for (String line : Files.readAllLines(Path.of(files[0]))) {
                String[] parts = line.split("\t", 2);
                Document document = new Document();
                document.add(new SortedDocValuesField("id", new BytesRef(parts[0])));
                document.add(new TextField("text", parts[1], Field.Store.NO));
                writer.addDocument(document);
            }
            writer.forceMerge(1);
        }
        try (DirectoryReader reader = DirectoryReader.open(directory);
                BufferedWriter run = Files.newBufferedWriter(Path.of(files[2]))) {
            IndexSearcher searcher = new IndexSearcher(reader);
            QueryBuilder builder = new QueryBuilder(analyzer);
            for (String line : Files.readAllLines(Path.of(files[1]))) {
                String[] parts = line.split("\t", 2);
                Query query = builder.createBooleanQuery("text", parts[1]);
                if (query == null) {
                    continue; // nothing but stop words
                }
                for (ScoreDoc hit : searcher.search(query, 100).scoreDocs) {
                    SortedDocValues ids = MultiDocValues.getSortedValues(reader, "id");
                    ids.advanceExact(hit.doc);
                    String id = ids.lookupOrd(ids.ordValue()).utf8ToString();
                    run.write(parts[0] + "\t" + id + "\t" + hit.score + "\n");
                }
            }
        }
    }
}
