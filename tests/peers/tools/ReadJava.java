import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/**
 * Parses a program with the JDK's own parser and writes a line for each call of a builder: the builder's class,
 * the method, and the literals it is given, texts in Base64. Exits with 1 and the errors when it is no Java.
 *
 * <p>usage: java ReadJava.java PROGRAM.java
 */
public class ReadJava {
    public static void main(String[] args) throws Exception {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var errors = new DiagnosticCollector<JavaFileObject>();
        var files = compiler.getStandardFileManager(errors, null, StandardCharsets.UTF_8);
        var task = (JavacTask) compiler.getTask(
            null, files, errors, List.of("-proc:none"), null, files.getJavaFileObjects(Path.of(args[0])));
        for (var unit : task.parse()) {
            new Calls().scan(unit, null);
        }
        boolean failed = false;
        for (var error : errors.getDiagnostics()) {
            if (error.getKind() == Diagnostic.Kind.ERROR) {
                System.out.println(error);
                failed = true;
            }
        }
        System.exit(failed ? 1 : 0);
    }

    static class Calls extends TreeScanner<Void, Void> {
        @Override
        public Void visitNewClass(NewClassTree made, Void none) {
            System.out.println("new\t" + made.getIdentifier());
            return super.visitNewClass(made, none);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Void none) {
            var builder = builder(call);
            if (builder != null && call.getMethodSelect() instanceof MemberSelectTree method) {
                var line = new StringBuilder(builder).append('\t').append(method.getIdentifier());
                for (var argument : call.getArguments()) {
                    if (argument instanceof LiteralTree literal) {
                        line.append('\t').append(text(literal.getValue()));
                    }
                }
                System.out.println(line);
            }
            return super.visitMethodInvocation(call, none);
        }

        private static String text(Object value) {
            return value instanceof String text
                ? Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
                : String.valueOf(value);
        }

        /** The class whose builder() a chain of calls begins with. */
        private static String builder(ExpressionTree expression) {
            while (expression instanceof MethodInvocationTree call
                && call.getMethodSelect() instanceof MemberSelectTree select) {
                if (select.getIdentifier().contentEquals("builder")) {
                    return select.getExpression().toString();
                }
                expression = select.getExpression();
            }
            return null;
        }
    }
}
