// SPDX-License-Identifier: MIT
// Trace: what it keeps, the table that it prints, and the CSV that it writes.
#include "catch.hpp"

#include "core/comma_locale.hpp"

#include <descent/descent.hpp>

#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

namespace descent::tests::traces {
namespace {

/// The text's run: theta^2 from 3 at the rate 0.1.
observe::Trace text_run(std::int64_t iterations = 10) {
    observe::Trace trace;
    GradientDescent{rate::Constant{0.1}, stop::AfterIterations{iterations}}.minimize(
        cost::QuadraticBowl{}, 3.0, trace);
    return trace;
}

std::string table(const observe::Trace& trace) {
    std::ostringstream out;
    out << trace;
    return out.str();
}

std::string csv(const observe::Trace& trace) {
    std::ostringstream out;
    trace.write_csv(out);
    return out.str();
}

/// The numbers of the lines after the first.
std::vector<std::vector<double>> read_csv(const std::string& page) {
    std::istringstream lines(page);
    std::string line;
    std::getline(lines, line);
    std::vector<std::vector<double>> rows;
    while (std::getline(lines, line)) {
        rows.emplace_back();
        std::istringstream cells(line);
        std::string cell;
        while (std::getline(cells, cell, ',')) {
            rows.back().push_back(std::stod(cell));
        }
    }
    return rows;
}

} // namespace

TEST_CASE("a trace keeps a row for each iteration", "[observe][trace]") {
    // At the rate 1/4 theta halves, exactly.
    observe::Trace trace;
    const GradientDescent quarter{rate::Constant{0.25}, stop::AfterIterations{2}};
    quarter.minimize(cost::QuadraticBowl{}, Eigen::Vector2d(8, -16), trace);
    const auto& rows = trace.rows();
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].iteration == 1);
    CHECK(rows[0].theta == std::vector<double>{8, -16});
    CHECK(rows[0].cost == 320);
    CHECK(rows[0].gradient_norm == 32);
    CHECK(rows[0].rate == 0.25);
    CHECK(rows[0].update == std::vector<double>{4, -8});
    CHECK(rows[1].iteration == 2);
    CHECK(rows[1].theta == std::vector<double>{4, -8});
    CHECK(rows[1].cost == 80);
    CHECK(rows[1].gradient_norm == 16);
    CHECK(rows[1].update == std::vector<double>{2, -4});
}

TEST_CASE("a trace prints the text's table", "[observe][trace]") {
    // theta_k = 3 * 0.8^k and the update is 0.2 theta_k, to three decimals.
    CHECK(table(text_run()) == "iteration  theta  update\n"
                               "1          3      0.6\n"
                               "2          2.4    0.48\n"
                               "3          1.92   0.384\n"
                               "4          1.536  0.307\n"
                               "5          1.229  0.246\n"
                               "6          0.983  0.197\n"
                               "7          0.786  0.157\n"
                               "8          0.629  0.126\n"
                               "9          0.503  0.101\n"
                               "10         0.403  0.081\n");
}

TEST_CASE("a table shows small and large numbers by their digits", "[observe][trace]") {
    observe::Trace trace;
    const GradientDescent once{rate::Constant{0.25}, stop::AfterIterations{1}};
    once.minimize(cost::QuadraticBowl{}, 0.0009765625, trace); // 2^-10
    CHECK(table(trace) == "iteration  theta      update\n"
                          "1          0.0009766  0.0004883\n");
    once.minimize(cost::QuadraticBowl{}, 4e6, trace);
    CHECK(table(trace) == "iteration  theta  update\n"
                          "1          4e+06  2e+06\n");
    once.minimize(cost::QuadraticBowl{}, 0., trace);
    CHECK(table(trace) == "iteration  theta  update\n"
                          "1          0      0\n");
}

TEST_CASE("a trace of vectors prints cost, gradient norm and the first entries",
          "[observe][trace]") {
    observe::Trace trace;
    const GradientDescent quarter{rate::Constant{0.25}, stop::AfterIterations{2}};
    quarter.minimize(cost::QuadraticBowl{}, Eigen::Vector2d(8, -16), trace);
    CHECK(table(trace) == "iteration  cost  gradient norm  rate  theta     update\n"
                          "1          320   32             0.25  (8, -16)  (4, -8)\n"
                          "2          80    16             0.25  (4, -8)   (2, -4)\n");
    quarter.minimize(cost::QuadraticBowl{}, Eigen::VectorXd::Constant(5, 4), trace);
    CHECK(table(trace) ==
          "iteration  cost  gradient norm  rate  theta              update\n"
          "1          80    8              0.25  (4, 4, 4, 4, ...)  (2, 2, 2, 2, ...)\n"
          "2          20    4              0.25  (2, 2, 2, 2, ...)  (1, 1, 1, 1, ...)\n");
}

TEST_CASE("a trace without a row prints its header alone", "[observe][trace]") {
    CHECK(table(observe::Trace{}) == "iteration  cost  gradient norm  rate  theta  update\n");
    CHECK(csv(observe::Trace{}) == "iteration,cost,gradient_norm,rate\n");
    CHECK(text_run(0).rows().empty());
}

TEST_CASE("a trace starts again with a new run", "[observe][trace]") {
    observe::Trace trace = text_run(7);
    CHECK(trace.rows().size() == 7);
    const GradientDescent shorter{rate::Constant{0.25}, stop::AfterIterations{2}};
    shorter.minimize(cost::QuadraticBowl{}, 8.0, trace);
    REQUIRE(trace.rows().size() == 2);
    CHECK(trace.rows()[0].theta == std::vector<double>{8});
}

TEST_CASE("a trace written as CSV reads back the same bits", "[observe][trace]") {
    observe::Trace trace;
    const GradientDescent optimizer{update::Momentum{0.7}, rate::Backtracking{0.3},
                                    stop::AfterIterations{12}};
    optimizer.minimize(cost::QuadraticBowl{}, Eigen::Vector3d(0.1, -1. / 3, 1e-200), trace);
    const std::string page = csv(trace);
    CHECK(page.substr(0, page.find('\n')) ==
          "iteration,cost,gradient_norm,rate,theta_0,theta_1,theta_2,update_0,update_1,update_2");
    const auto rows = read_csv(page);
    REQUIRE(rows.size() == trace.rows().size());
    REQUIRE(rows.size() > 3);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& row = trace.rows()[i];
        std::vector<double> kept{static_cast<double>(row.iteration), row.cost, row.gradient_norm,
                                 row.rate};
        kept.insert(kept.end(), row.theta.begin(), row.theta.end());
        kept.insert(kept.end(), row.update.begin(), row.update.end());
        CHECK(rows[i] == kept);
    }
}

TEST_CASE("a trace writes the same pages in a locale with a comma", "[observe][trace]") {
    const observe::Trace trace = text_run();
    const std::string before = table(trace) + csv(trace);
    const CommaLocale comma;
    CHECK(table(trace) + csv(trace) == before);
}

TEST_CASE("a trace keeps matrices column by column, and floats as double", "[observe][trace]") {
    Eigen::Matrix<float, 2, 2, Eigen::ColMajor> theta0;
    theta0 << 4, 8, 12, 16;
    observe::Trace trace;
    const GradientDescent once{rate::Constant{0.25}, stop::AfterIterations{1}};
    once.minimize(cost::QuadraticBowl{}, theta0, trace);
    REQUIRE(trace.rows().size() == 1);
    CHECK(trace.rows()[0].theta == std::vector<double>{4, 12, 8, 16});
    CHECK(trace.rows()[0].update == std::vector<double>{2, 6, 4, 8});
}

} // namespace descent::tests::traces
